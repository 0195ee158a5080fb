# Installation: the executable, the data beside it, the libraries with their headers.
include(CMakePackageConfigHelpers)

set(sunsi_bin "${CMAKE_INSTALL_BINDIR}")
set(sunsi_share "${CMAKE_INSTALL_DATADIR}")
if(SKBUILD)  # pip install: the scripts and data folders of the environment
  set(sunsi_bin "${SKBUILD_SCRIPTS_DIR}")
  set(sunsi_share "${SKBUILD_DATA_DIR}/share")
endif()
install(TARGETS sunsi RUNTIME DESTINATION "${sunsi_bin}" COMPONENT runtime)
install(DIRECTORY data/ DESTINATION "${sunsi_share}/sunsi/data" COMPONENT runtime)

get_property(libraries GLOBAL PROPERTY SUNSI_LIBRARIES)
get_property(folders GLOBAL PROPERTY SUNSI_FOLDERS)
install(TARGETS ${libraries} EXPORT sunsi-targets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
foreach(folder IN LISTS folders)
  install(DIRECTORY "${folder}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/sunsi/${folder}"
          COMPONENT development FILES_MATCHING PATTERN "*.hpp" PATTERN "detail" EXCLUDE)
endforeach()
install(EXPORT sunsi-targets NAMESPACE sunsi:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/sunsi"
        COMPONENT development)
set(SUNSI_INSTALLED_DATA "${sunsi_share}/sunsi/data")
configure_package_config_file(cmake/sunsi-config.cmake.in "${CMAKE_BINARY_DIR}/sunsi-config.cmake"
  INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/sunsi" PATH_VARS SUNSI_INSTALLED_DATA)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/sunsi-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/sunsi-config.cmake" "${CMAKE_BINARY_DIR}/sunsi-config-version.cmake"
              cmake/Findlibmd.cmake
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/sunsi" COMPONENT development)
