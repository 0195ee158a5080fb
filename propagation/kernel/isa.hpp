/// \file propagation/kernel/isa.hpp
/// Which copy of a kernel runs: the same source is compiled for several instruction sets (CMake:
/// sunsi_kernel) and one copy is chosen at run time. All copies give the same bits.
#pragma once

#include <string_view>
#include <vector>

namespace sunsi::propagation::kernel {

/// Copies of a kernel: without any assumption on the processor, and for the levels x86-64-v2, v3
/// (AVX2) and v4 (AVX-512) of the x86-64 psABI.
enum class Isa { plain, v2, v3, v4 };

/// As in the environment variable SUNSI_ISA: "plain", "v2", "v3", "v4".
std::string_view name(Isa isa);

/// What this build holds and this processor runs, slowest first; `plain` always.
std::vector<Isa> supported_isas();

/// The fastest of supported_isas(), or the one that `wanted` names (nullptr or empty: no wish).
/// \throws InvalidInput  a name that does not exist, or a copy that this build does not hold or this
/// processor does not run; says which are possible
Isa isa_for(const char* wanted);

/// isa_for of the environment variable SUNSI_ISA. Owners of a kernel ask once, at construction.
/// \throws as isa_for
Isa chosen_isa();

}  // namespace sunsi::propagation::kernel

/// `function` of the copy `isa`: kernels are declared in the namespaces plain, v2, v3, v4 inside of
/// sunsi::propagation::kernel, where this macro must be used; only inside of the library (its
/// sources know SUNSI_KERNEL_X86). `isa` must be one of supported_isas().
#if defined(SUNSI_KERNEL_X86)
#define SUNSI_KERNEL_PICK(isa, function) \
  ((isa) == Isa::v4   ? v4::function     \
   : (isa) == Isa::v3 ? v3::function     \
   : (isa) == Isa::v2 ? v2::function     \
                      : plain::function)
#else
#define SUNSI_KERNEL_PICK(isa, function) (static_cast<void>(isa), plain::function)
#endif
