#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <sunsi/core/error.hpp>
#include <sunsi/core/text.hpp>
#include <sunsi/propagation/kernel/isa.hpp>

namespace sunsi::propagation::kernel {
namespace {

constexpr Isa all_isas[] = {Isa::plain, Isa::v2, Isa::v3, Isa::v4};

/// Features one by one and not by the name of the level, which Clang 14 does not know; the checks
/// include that the system saves the wide registers.
bool runs(Isa isa) {
#if defined(SUNSI_KERNEL_X86)
  const bool v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") &&
                  __builtin_cpu_supports("ssse3");
  const bool v3 = v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  return isa == Isa::plain || (isa == Isa::v2 && v2) || (isa == Isa::v3 && v3) ||
         (isa == Isa::v4 && v4);
#else
  return isa == Isa::plain;
#endif
}

}  // namespace

std::string_view name(Isa isa) {
  constexpr std::string_view names[] = {"plain", "v2", "v3", "v4"};
  return names[static_cast<std::size_t>(isa)];
}

std::vector<Isa> supported_isas() {
  std::vector<Isa> found;
  std::copy_if(std::begin(all_isas), std::end(all_isas), std::back_inserter(found), runs);
  return found;
}

Isa isa_for(const char* wanted) {
  const std::vector<Isa> supported = supported_isas();
  const std::string_view wish = wanted != nullptr ? wanted : "";
  if (wish.empty()) {
    return supported.back();
  }
  std::string possible;
  for (const Isa isa : supported) {
    if (name(isa) == wish) {
      return isa;
    }
    possible += (possible.empty() ? "" : ", ") + std::string(name(isa));
  }
  const bool exists = std::any_of(std::begin(all_isas), std::end(all_isas),
                                  [&](Isa isa) { return name(isa) == wish; });
  throw core::InvalidInput(fmt::format(
      "environment variable SUNSI_ISA = '{}' {}; possible here are {}, or leave it unset",
      core::printable(wish),
      exists ? "is not an instruction set of this build on this processor"
             : "is no instruction set that sunsi knows",
      possible));
}

Isa chosen_isa() { return isa_for(std::getenv("SUNSI_ISA")); }

}  // namespace sunsi::propagation::kernel
