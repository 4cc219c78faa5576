# The program finds chips, networks and records in share/tessera beside it: links into the source
# tree in a build folder, copies once installed (see sim/core/data_directory.h).
set(CMAKE_INSTALL_MESSAGE NEVER)
set(share ${PROJECT_BINARY_DIR}/share/tessera)
file(MAKE_DIRECTORY ${share})
foreach(folder isa models workloads docs)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${share}/${folder} SYMBOLIC)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/tessera
    FILES_MATCHING PATTERN "*.textproto" PATTERN "*.proto" PATTERN "*.tasm" PATTERN "*.csv"
    PATTERN "*.json" PATTERN "*.md")
endforeach()
# The scripts that the program itself calls.
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/scripts ${share}/scripts SYMBOLIC)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/plot_sweep ${PROJECT_SOURCE_DIR}/scripts/plot_validation
  DESTINATION ${CMAKE_INSTALL_DATADIR}/tessera/scripts)
