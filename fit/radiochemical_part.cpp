#include <sunsi/detector/radiochemical.hpp>
#include <sunsi/fit/detail/solar_parts.hpp>

namespace sunsi::fit::detail {
namespace {

class RadiochemicalPart : public SolarPart {
 public:
  RadiochemicalPart(const PartInputs& in, const std::string& target)
      : target_(detector::Radiochemical::load(target, in.config.data)), flux_(in.reference_flux) {
    for (const model::Source source : model::all_sources) {
      weights_[static_cast<std::size_t>(source)] = detector::CaptureWeights::build(
          target_, source, in.nodes.spectrum(source), in.nodes.basis(source));
    }
    for (const detector::CaptureDatum& datum : target_.data()) {
      sites_.push_back(in.site(datum.site));
      night_share_.push_back(in.night_share(datum.site));
    }
  }

  void add(const Arrived& arrived, std::vector<detector::Contribution>& to) const override {
    std::vector<detector::CaptureRates> rates(sites_.size());
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      for (const model::Source source : model::all_sources) {
        const auto s = static_cast<std::size_t>(source);
        const Eigen::VectorXd& day = arrived.P.day[s];
        if (!arrived.night) {
          weights_[s].add_to(rates[i], source, flux_[s], day);
          continue;
        }
        const Eigen::VectorXd& night = arrived.P.night.at(sites_[i])[s];
        weights_[s].add_to(rates[i], source, flux_[s],
                           night_share_[i] * night + (1 - night_share_[i]) * day);
      }
    }
    to.push_back(target_.contribution(rates));
  }

 private:
  detector::Radiochemical target_;
  std::array<double, 8> flux_;
  BySource<detector::CaptureWeights> weights_;
  std::vector<std::size_t> sites_;  ///< of each datum
  std::vector<double> night_share_;
};

}  // namespace

std::unique_ptr<const SolarPart> radiochemical_part(const PartInputs& in,
                                                    const std::string& target) {
  return std::make_unique<const RadiochemicalPart>(in, target);
}

}  // namespace sunsi::fit::detail
