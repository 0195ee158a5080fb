// Results whose numbers are not at hand: listed with the reason, so that nobody takes silence for
// "allowed".
#include <sunsi/bounds/detail/factories.hpp>

namespace sunsi::bounds::detail {
namespace {

class Off final : public Bound {
 public:
  Off(Label label, std::string why) : Bound(std::move(label)), why_(std::move(why)) {}

  [[nodiscard]] Comparison compare(const Point& /*point*/) const override {
    return Comparison::none(why_.c_str());
  }

 private:
  std::string why_;  ///< lives as long as the bound, as the reason of a comparison must
};

}  // namespace

Made make_off(const Source& source) {
  return std::make_unique<Off>(source.label, source.card.at("reason").text());
}

}  // namespace sunsi::bounds::detail
