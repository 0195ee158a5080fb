#include <sunsi/detector/super_kamiokande.hpp>
#include <sunsi/fit/detail/solar_parts.hpp>

namespace sunsi::fit::detail {
namespace {

class SuperKamiokandePart : public SolarPart {
 public:
  SuperKamiokandePart(const PartInputs& in,
                      const std::vector<int>& phases,
                      bool asymmetry,
                      detector::SkSpectra spectra)
      : spectra_(spectra), site_(in.site) {
    const core::Quadrature& rule = detector::sk_recoil_rule();
    for (const model::Source source : {model::Source::b8, model::Source::hep}) {
      placed_.push_back(in.nodes.placed(source));
      flux_.push_back(in.reference_flux[static_cast<std::size_t>(source)]);
      recoils_.emplace_back(in.nodes, source, rule.node, in.config.cross_section);
      unoscillated_.push_back(recoils_.back().unoscillated());
    }
    for (const int phase : phases) {
      phases_.push_back(detector::SkPhase::load(in.config.data, phase));
    }
    if (asymmetry) {
      asymmetry_.emplace(detector::SuperKamiokande::load(in.config.data));
      window_.resize(static_cast<Eigen::Index>(rule.node.size()));
      for (std::size_t k = 0; k < rule.node.size(); ++k) {
        window_[static_cast<Eigen::Index>(k)] =
            rule.weight[k] * asymmetry_->resolution.seen(rule.node[k], asymmetry_->window);
      }
    }
  }

  void add(const Arrived& arrived, std::vector<detector::Contribution>& to) const override {
    detector::SkRecoils recoils;
    for (std::size_t s = 0; s < 2; ++s) {
      detector::SkSourceRecoils& own = s == 0 ? recoils.b8 : recoils.hep;
      own.unoscillated = unoscillated_[s];
      // A source that a profile of the user's own does not place adds nothing.
      own.day = placed_[s] ? recoils_[s].day(arrived) : Eigen::VectorXd(0 * unoscillated_[s]);
      own.night = placed_[s] ? recoils_[s].night(arrived, site_) : own.day;
    }
    for (const detector::SkPhase& phase : phases_) {
      to.push_back(phase.contribution(recoils, {flux_[0], flux_[1]}, spectra_));
    }
    if (asymmetry_) {
      to.push_back(asymmetry(arrived, recoils));
    }
  }

 private:
  [[nodiscard]] detector::Contribution asymmetry(const Arrived& arrived,
                                                 const detector::SkRecoils& recoils) const {
    const detector::DayNight rates{
        window_.dot(flux_[0] * recoils.b8.day + flux_[1] * recoils.hep.day),
        window_.dot(flux_[0] * recoils.b8.night + flux_[1] * recoils.hep.night)};
    const detector::Measurement measured = asymmetry_->asymmetry(arrived.oscillation.dm21());
    const double sigma = measured.error_up;  // both sides are equal
    detector::Contribution c;
    c.experiment = "super-kamiokande";
    c.label = {"A_DN"};
    c.measured = Eigen::VectorXd::Constant(1, measured.value);
    c.fixed = Eigen::VectorXd::Constant(1, detector::asymmetry_sk(rates));
    c.by_source = Eigen::MatrixXd::Zero(1, 8);
    c.inverse_covariance = Eigen::MatrixXd::Constant(1, 1, 1 / (sigma * sigma));
    return c;
  }

  detector::SkSpectra spectra_;
  std::size_t site_;
  std::vector<bool> placed_;  // 8B, hep
  std::vector<double> flux_;  // the same
  std::vector<SourceRecoils> recoils_;
  std::vector<Eigen::VectorXd> unoscillated_;
  std::vector<detector::SkPhase> phases_;
  std::optional<detector::SuperKamiokande> asymmetry_;
  Eigen::VectorXd window_;  ///< weight x chance to be seen for A_DN, at the recoil nodes [MeV]
};

}  // namespace

std::unique_ptr<const SolarPart> super_kamiokande_part(const PartInputs& in,
                                                       const std::vector<int>& phases,
                                                       bool asymmetry,
                                                       detector::SkSpectra spectra) {
  return std::make_unique<const SuperKamiokandePart>(in, phases, asymmetry, spectra);
}

}  // namespace sunsi::fit::detail
