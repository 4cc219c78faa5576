# tessera_add_layer(NAME [DEPENDS lib...] [EXCLUDE regex])
# One static library from every .cpp below the current folder, and one from every .proto: the header
# of isa/chip.proto is included as "isa/chip.pb.h", and protos import each other by the same paths.
set(TESSERA_GENERATED ${PROJECT_BINARY_DIR}/generated)

function(tessera_add_protos name)
  set(generated)
  foreach(proto ${ARGN})
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${proto})
    string(REGEX REPLACE "\\.proto$" "" stem ${path})
    add_custom_command(
      OUTPUT ${TESSERA_GENERATED}/${stem}.pb.cc ${TESSERA_GENERATED}/${stem}.pb.h
      COMMAND protobuf::protoc -I ${PROJECT_SOURCE_DIR} --cpp_out=${TESSERA_GENERATED} ${path}
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      DEPENDS ${proto} ${TESSERA_PROTOS} ${ARGN}
      COMMENT "Generating ${stem}.pb.h"
      VERBATIM)
    list(APPEND generated ${TESSERA_GENERATED}/${stem}.pb.cc)
  endforeach()
  add_library(${name} STATIC ${generated})
  # Generated code is not held to our warnings.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_CLANG_TIDY "")
  target_compile_options(${name} PRIVATE -w)
  target_include_directories(${name} SYSTEM PUBLIC ${TESSERA_GENERATED})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf)
  set(TESSERA_PROTOS ${TESSERA_PROTOS} ${ARGN} CACHE INTERNAL "Protos of the layers so far")
endfunction()

function(tessera_add_layer name)
  cmake_parse_arguments(LAYER "" "EXCLUDE" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB_RECURSE protos CONFIGURE_DEPENDS *.proto)
  list(FILTER protos EXCLUDE REGEX "/node_modules/")  # npm's, beside the page
  if(LAYER_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${LAYER_EXCLUDE})
  endif()
  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${name} PRIVATE tessera_warnings)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} ${scope} ${LAYER_DEPENDS})
  if(protos)
    tessera_add_protos(${name}_proto ${protos})
    target_link_libraries(${name}_proto PUBLIC ${LAYER_DEPENDS})  # whose protos these import
    target_link_libraries(${name} ${scope} ${name}_proto)
  endif()
endfunction()

unset(TESSERA_PROTOS CACHE)
file(MAKE_DIRECTORY ${TESSERA_GENERATED})
