# tessera_add_model_version(TARGET)
# Compiles into TARGET a number that changes with any source that decides what a run comes to, so
# that stored results are not taken for those of another model. Reports, commands and tests are not
# among them.
function(tessera_add_model_version target)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/sim/core/*.h ${PROJECT_SOURCE_DIR}/sim/core/*.cpp
    ${PROJECT_SOURCE_DIR}/sim/app/simulate/*.h ${PROJECT_SOURCE_DIR}/sim/app/simulate/*.cpp
    ${PROJECT_SOURCE_DIR}/isa/*.h ${PROJECT_SOURCE_DIR}/isa/*.cpp
    ${PROJECT_SOURCE_DIR}/models/*.h ${PROJECT_SOURCE_DIR}/models/*.cpp
    ${PROJECT_SOURCE_DIR}/workloads/*.h ${PROJECT_SOURCE_DIR}/workloads/*.cpp)
  set(list ${PROJECT_BINARY_DIR}/model_version_sources.txt)
  list(JOIN sources "\n" lines)
  file(CONFIGURE OUTPUT ${list} CONTENT "${lines}" @ONLY)
  set(generated ${TESSERA_GENERATED}/model_version.cpp)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DLIST=${list} -DROOT=${PROJECT_SOURCE_DIR} -DOUTPUT=${generated}
      -P ${PROJECT_SOURCE_DIR}/scripts/cmake/write_model_version.cmake
    DEPENDS ${sources} ${list} ${PROJECT_SOURCE_DIR}/scripts/cmake/write_model_version.cmake
    COMMENT "Digest of the model's sources"
    VERBATIM)
  target_sources(${target} PRIVATE ${generated})
endfunction()
