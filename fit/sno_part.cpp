#include <Eigen/LU>
#include <sunsi/detector/sno.hpp>
#include <sunsi/detector/sno_projection.hpp>
#include <sunsi/detector/sno_scattering.hpp>
#include <sunsi/fit/detail/solar_parts.hpp>

namespace sunsi::fit::detail {
namespace {

constexpr auto b8 = static_cast<std::size_t>(model::Source::b8);

/// Values at other energies [MeV] from those at the nodes of a source.
Eigen::MatrixXd interpolation(const core::NodeBasis& basis, const std::vector<double>& energies) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(energies.size()),
                                                 static_cast<Eigen::Index>(basis.size()));
  for (std::size_t i = 0; i < energies.size(); ++i) {
    const core::NodeBasis::Values at = basis.values(energies[i]);
    for (std::size_t k = 0; k < at.value.size(); ++k) {
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(at.first + k)) = at.value[k];
    }
  }
  return matrix;
}

std::span<const double> span(const Eigen::VectorXd& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

class SnoPart : public SolarPart {
 public:
  explicit SnoPart(const PartInputs& in)
      : result_(detector::load_sno(in.config.data)),
        sensitivity_(detector::load_sno_sensitivity(in.config.data)),
        scattering_(sensitivity_.energy_MeV, in.config.cross_section),
        at_bins_(interpolation(in.nodes.basis(model::Source::b8), sensitivity_.energy_MeV)),
        site_(in.site),
        flux_(in.reference_flux[b8] / 1e6),
        used_(in.nodes.sites() > 0 ? 6 : 4),  // a0, a1 speak of the night
        inverse_(Eigen::MatrixXd(result_.covariance.topLeftCorner(used_, used_)).inverse()) {}

  void add(const Arrived& arrived, std::vector<detector::Contribution>& to) const override {
    const Eigen::VectorXd& P_night =
        arrived.night ? arrived.P.night.at(site_)[b8] : arrived.P.day[b8];
    const Eigen::VectorXd day = at_bins_ * arrived.P.day[b8];
    const Eigen::VectorXd night = at_bins_ * P_night;
    const auto [added_day, added_night] = added(arrived, day, night);
    const detector::SnoPolynomial p = detector::project_on_sno(
        sensitivity_, {span(day), span(night), span(added_day), span(added_night)});
    const std::array<double, 6> values{0, p.c0, p.c1, p.c2, p.a0, p.a1};
    detector::Contribution c;
    c.experiment = "sno";
    c.measured.resize(used_);
    c.fixed.resize(used_);
    c.by_source = Eigen::MatrixXd::Zero(used_, 8);
    c.by_source(0, static_cast<Eigen::Index>(b8)) = flux_;
    for (Eigen::Index i = 0; i < used_; ++i) {
      const detector::Measurement& m = result_.parameters[static_cast<std::size_t>(i)];
      c.label.push_back(m.observable);
      c.measured[i] = m.value;
      c.fixed[i] = values[static_cast<std::size_t>(i)];
    }
    c.inverse_covariance = inverse_;
    to.push_back(std::move(c));
  }

 private:
  [[nodiscard]] std::pair<Eigen::VectorXd, Eigen::VectorXd> added(
      const Arrived& arrived, const Eigen::VectorXd& day, const Eigen::VectorXd& night) const {
    if (arrived.sigma.alike()) {
      const detector::SnoAdded a = scattering_.added(arrived.sigma);
      const auto of = [&](const Eigen::VectorXd& P) {
        return Eigen::VectorXd(P.array() * a.e.array() + (1 - P.array()) * a.x.array());
      };
      return {of(day), of(night)};
    }
    const std::vector<Eigen::Matrix3cd> matrices = scattering_.added_matrices(arrived.sigma);
    const auto of = [&](const std::vector<Eigen::Matrix3cd>& states) {
      Eigen::VectorXd sum(at_bins_.rows());
      for (Eigen::Index i = 0; i < at_bins_.rows(); ++i) {
        Eigen::Matrix3cd rho = Eigen::Matrix3cd::Zero();
        for (Eigen::Index j = 0; j < at_bins_.cols(); ++j) {
          rho += at_bins_(i, j) * states[static_cast<std::size_t>(j)];
        }
        sum[i] = detector::trace(rho, matrices[static_cast<std::size_t>(i)]);
      }
      return sum;
    };
    return {of(arrived.P.day_state[b8]),
            of(arrived.night ? arrived.P.night_state.at(site_)[b8] : arrived.P.day_state[b8])};
  }

  detector::SnoResult result_;
  detector::SnoSensitivity sensitivity_;
  detector::SnoScattering scattering_;
  Eigen::MatrixXd at_bins_;
  std::size_t site_;
  double flux_;
  Eigen::Index used_;
  Eigen::MatrixXd inverse_;
};

}  // namespace

std::unique_ptr<const SolarPart> sno_part(const PartInputs& in) {
  return std::make_unique<const SnoPart>(in);
}

}  // namespace sunsi::fit::detail
