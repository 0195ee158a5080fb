#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sunsi/core/error.hpp>
#include <sunsi/detector/borexino.hpp>
#include <sunsi/detector/detail/matrix.hpp>

namespace sunsi::detector {
namespace {

std::vector<model::Source> sources_of(const std::string& observable) {
  if (observable == "CNO") {
    return {model::Source::n13, model::Source::o15, model::Source::f17};
  }
  const auto source = model::source_from_name(observable.substr(0, observable.find('-')));
  if (!source) {
    throw core::DataError(fmt::format("borexino.yaml: unknown observable '{}'", observable));
  }
  return {*source};
}

/// "8B:3.2-5.7" for a window, the bare name for rates extrapolated to zero threshold.
std::string observable_name(const std::string& observable, const RecoilWindow& window) {
  if (window.low_MeV == 0) {
    return observable;
  }
  return std::isinf(window.high_MeV)
             ? fmt::format("{}:{:.1f}", observable, window.low_MeV)
             : fmt::format("{}:{:.1f}-{:.1f}", observable, window.low_MeV, window.high_MeV);
}

BorexinoObservable read_observable(const Card& card, const std::string& phase) {
  BorexinoObservable result;
  const std::string name = card.at("observable").text();
  result.sources = sources_of(name);
  result.only_862_line = name == "7Be-862";
  result.window.low_MeV = card.at("threshold_MeV").number();
  result.window.high_MeV =
      card.number_or("threshold_max_MeV", std::numeric_limits<double>::infinity());
  Measurement& m = result.measurement;
  m.experiment = "borexino-phase" + phase;
  m.observable = observable_name(name, result.window);
  m.value = card.at("value").number();
  m.error_up = std::hypot(card.at("stat_up").number(), card.at("syst_up").number());
  m.error_down = std::hypot(card.at("stat_down").number(), card.at("syst_down").number());
  m.unit = "cpd/100t";
  m.source = card.at("source").text();
  m.used = card.at("used").flag();
  return result;
}

}  // namespace

Borexino load_borexino(const std::filesystem::path& data, const std::vector<std::string>& phases) {
  const Card card = Card::load(data / "experiments/borexino.yaml");
  Borexino experiment;
  experiment.electrons_per_100t = card.at("target_electrons_per_100t").at("value").number();
  for (const Card& item : card.at("measurements").list()) {
    const std::string phase = std::to_string(item.at("phase").text().size());  // I, II, III
    if (phases.empty() || std::find(phases.begin(), phases.end(), phase) != phases.end()) {
      experiment.observables.push_back(read_observable(item, phase));
    }
  }
  const Card block = card.at("inverse_covariance");
  experiment.phase2_inverse = detail::matrix(block.at("matrix"));
  for (const Card& name : block.at("observables").list()) {
    experiment.phase2_names.push_back(name.text());
  }
  if (static_cast<Eigen::Index>(experiment.phase2_names.size()) !=
      experiment.phase2_inverse.rows()) {
    throw core::DataError(
        "borexino.yaml: the inverse covariance and its observables differ in size");
  }
  return experiment;
}

std::vector<std::size_t> Borexino::used() const {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < observables.size(); ++i) {
    if (observables[i].measurement.used) {
      list.push_back(i);
    }
  }
  return list;
}

Eigen::MatrixXd Borexino::inverse_covariance(const std::vector<double>& predicted) const {
  const std::vector<std::size_t> list = used();
  const auto n = static_cast<Eigen::Index>(list.size());
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(n, n);
  const auto row_in_block = [&](const Measurement& m) -> Eigen::Index {
    const auto found = std::find(phase2_names.begin(), phase2_names.end(), m.observable);
    return m.experiment == "borexino-phase2" && found != phase2_names.end()
               ? static_cast<Eigen::Index>(found - phase2_names.begin())
               : -1;
  };
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t k = list[static_cast<std::size_t>(i)];
    const Measurement& m = observables[k].measurement;
    const Eigen::Index bi = row_in_block(m);
    if (bi < 0) {
      inverse(i, i) = 1 / std::pow(m.smooth_error_towards(predicted.at(k)), 2);
      continue;
    }
    for (Eigen::Index j = 0; j < n; ++j) {
      const Eigen::Index bj =
          row_in_block(observables[list[static_cast<std::size_t>(j)]].measurement);
      if (bj >= 0) {
        inverse(i, j) = phase2_inverse(bi, bj);
      }
    }
  }
  return inverse;
}

Contribution Borexino::contribution(const Eigen::MatrixXd& by_source,
                                    const std::vector<double>& at) const {
  if (by_source.rows() != static_cast<Eigen::Index>(observables.size()) || by_source.cols() != 8 ||
      (!at.empty() && at.size() != observables.size())) {
    throw core::InvalidInput(
        fmt::format("{} x {} predictions for {} observables of Borexino and 8 sources",
                    by_source.rows(), by_source.cols(), observables.size()));
  }
  std::vector<double> sides(at);
  for (Eigen::Index i = 0; at.empty() && i < by_source.rows(); ++i) {
    sides.push_back(by_source.row(i).sum());
  }
  const std::vector<std::size_t> list = used();
  const auto n = static_cast<Eigen::Index>(list.size());
  Contribution result{"borexino",
                      {},
                      Eigen::VectorXd(n),
                      Eigen::VectorXd::Zero(n),
                      Eigen::MatrixXd(n, 8),
                      inverse_covariance(sides),
                      {}};
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t k = list[static_cast<std::size_t>(i)];
    const Measurement& m = observables[k].measurement;
    result.label.push_back(m.experiment + " " + m.observable);
    result.measured[i] = m.value;
    result.by_source.row(i) = by_source.row(static_cast<Eigen::Index>(k));
  }
  return result;
}

}  // namespace sunsi::detector
