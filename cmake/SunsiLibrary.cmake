# One library a folder. `DEPENDS` names the folders that it may include: it repeats the table of
# docs/architecture.md, and tests/quality/test_includes.py checks the includes against the same table.

add_library(sunsi_warnings INTERFACE)
target_compile_options(sunsi_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                                $<$<BOOL:${SUNSI_WERROR}>:-Werror>)

# Headers are included as <sunsi/FOLDER/file.hpp> in the tree as after installation.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/include/sunsi")

function(sunsi_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINKS;PUBLIC_LINKS" ${ARGN})
  set(link "${CMAKE_BINARY_DIR}/include/sunsi/${folder}")
  if(NOT EXISTS "${link}")
    file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${link}" SYMBOLIC)
  endif()
  add_library(sunsi_${folder} STATIC ${ARG_SOURCES})
  add_library(sunsi::${folder} ALIAS sunsi_${folder})
  set_target_properties(sunsi_${folder} PROPERTIES EXPORT_NAME ${folder})
  target_compile_features(sunsi_${folder} PUBLIC cxx_std_20)  # the headers need it in other projects
  target_include_directories(sunsi_${folder}
    PUBLIC $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  foreach(dep IN LISTS ARG_DEPENDS)
    target_link_libraries(sunsi_${folder} PUBLIC sunsi_${dep})
  endforeach()
  target_link_libraries(sunsi_${folder} PUBLIC ${ARG_PUBLIC_LINKS})
  target_link_libraries(sunsi_${folder} PRIVATE ${ARG_LINKS} $<BUILD_INTERFACE:sunsi_warnings>)
  set_property(GLOBAL APPEND PROPERTY SUNSI_LIBRARIES sunsi_${folder})
  set_property(GLOBAL APPEND PROPERTY SUNSI_FOLDERS ${folder})
endfunction()
