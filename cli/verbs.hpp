/// \file cli/verbs.hpp
/// The verbs of the command line, each a function of the options that returns the exit status.
#pragma once

#include <sunsi/cli/options.hpp>
#include <sunsi/cli/progress.hpp>

namespace sunsi::cli {

int probability(const Options& options, const StopSignal& stop);
int rates(const Options& options, const StopSignal& stop);
int model(const Options& options);
int validate(const Options& options);
int data(const Options& options);
int schema(const Options& options);
int bounds(const Options& options, const StopSignal& stop);
int plane(const Options& options, const StopSignal& stop);
int reverse(const Options& options, const StopSignal& stop);
int check(const Options& options, const StopSignal& stop);
int fit(const Options& options, const StopSignal& stop);
int scan(const Options& options, const StopSignal& stop);
int run(const Options& options, const StopSignal& stop);
int report(const Options& options);

}  // namespace sunsi::cli
