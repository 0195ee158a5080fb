// Bounds that are listed to say why they are none.
#include <sunsi/bounds/detail/factories.hpp>

namespace sunsi::bounds::detail {
namespace {

/// The words are those of the card.
class Unbound final : public Bound {
 public:
  Unbound(Label label, std::string reason) : Bound(std::move(label)), reason_(std::move(reason)) {}

  [[nodiscard]] Comparison compare(const Point& /*point*/) const override {
    return Comparison::none("no bound on this model");
  }

 protected:
  [[nodiscard]] std::string explain(const Point& /*point*/,
                                    const Comparison& /*result*/) const override {
    return reason_;
  }

 private:
  std::string reason_;
};

}  // namespace

Made make_unbound(const Source& source) {
  return std::make_unique<Unbound>(source.label, source.card.at("reason").text());
}

}  // namespace sunsi::bounds::detail
