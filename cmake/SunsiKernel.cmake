# sunsi_kernel(LIBRARY SOURCES ...): compiles sources of plain loops once for each instruction set and puts
# all copies into sunsi_LIBRARY; propagation/kernel/isa.hpp chooses among them at run time. A source sees the
# name of its copy as SUNSI_KERNEL_ISA (a namespace: plain, v2, v3, v4).
#
# All copies agree to the bit: no contraction into fused multiply-adds, no reassociation; the last two
# options take back only errno and floating-point traps, without which square roots and selections stay
# scalar. A copy for a newer CPU must not emit any function that another copy emits too (the linker would
# keep one of them for all): kernel sources therefore include no header of the standard library or Eigen.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("
#if !defined(__x86_64__) || !defined(__LP64__)
#error another processor
#endif
int main() { return 0; }" SUNSI_KERNEL_X86)

function(sunsi_kernel library)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  set(variants plain)
  if(SUNSI_KERNEL_X86)
    list(APPEND variants v2 v3 v4)
    target_compile_definitions(sunsi_${library} PRIVATE SUNSI_KERNEL_X86)
  endif()
  foreach(variant IN LISTS variants)
    set(objects sunsi_${library}_kernel_${variant})
    add_library(${objects} OBJECT ${ARG_SOURCES})
    target_include_directories(${objects} PRIVATE "${CMAKE_BINARY_DIR}/include")
    target_link_libraries(${objects} PRIVATE sunsi_warnings)
    target_compile_definitions(${objects} PRIVATE SUNSI_KERNEL_ISA=${variant})
    target_compile_options(${objects} PRIVATE -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math)
    if(NOT variant STREQUAL "plain")
      target_compile_options(${objects} PRIVATE -march=x86-64-${variant})
    endif()
    if(variant STREQUAL "v4")
      target_compile_options(${objects} PRIVATE -mprefer-vector-width=512)
    endif()
    target_sources(sunsi_${library} PRIVATE $<TARGET_OBJECTS:${objects}>)
  endforeach()
endfunction()
