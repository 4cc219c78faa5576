# The distribution's libraries, each as one imported target.
find_package(Threads REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(mimalloc 2.0 REQUIRED)
find_package(ZLIB REQUIRED)

# Debian packages SystemC with pkg-config files only. The library was built as C++17 and checks at
# link time that its users were too, so every user is told so here, once.
find_path(SYSTEMC_INCLUDE_DIR systemc REQUIRED)
find_library(SYSTEMC_LIBRARY systemc REQUIRED)
add_library(SystemC::systemc UNKNOWN IMPORTED)
set_target_properties(SystemC::systemc PROPERTIES
  IMPORTED_LOCATION ${SYSTEMC_LIBRARY}
  INTERFACE_COMPILE_DEFINITIONS SC_CPLUSPLUS=201703L
  INTERFACE_LINK_LIBRARIES Threads::Threads)

find_path(ONNX_INCLUDE_DIR onnx/onnx_pb.h REQUIRED)
find_library(ONNX_LIBRARY onnx REQUIRED)
find_library(ONNX_PROTO_LIBRARY onnx_proto REQUIRED)
add_library(Onnx::onnx UNKNOWN IMPORTED)
set_target_properties(Onnx::onnx PROPERTIES
  IMPORTED_LOCATION ${ONNX_LIBRARY}
  INTERFACE_COMPILE_DEFINITIONS "ONNX_ML=1;ONNX_NAMESPACE=onnx"
  INTERFACE_LINK_LIBRARIES "${ONNX_PROTO_LIBRARY};protobuf::libprotobuf")

find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)

# RapidJSON 1.1.0 assigns to a const member in a function that nobody calls; compilers from clang 18
# and gcc 14 on refuse that. Newer packages have deleted the function, and so does this copy.
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/document.h REQUIRED)
set(rapidjson ${PROJECT_BINARY_DIR}/rapidjson)
file(COPY ${RAPIDJSON_INCLUDE_DIR}/rapidjson DESTINATION ${rapidjson}
  PATTERN document.h EXCLUDE)
file(READ ${RAPIDJSON_INCLUDE_DIR}/rapidjson/document.h document)
string(REPLACE "{ s = rhs.s; length = rhs.length; }" "= delete;" document "${document}")
file(CONFIGURE OUTPUT ${rapidjson}/rapidjson/document.h CONTENT "${document}" @ONLY)
add_library(RapidJSON::rapidjson INTERFACE IMPORTED)
target_include_directories(RapidJSON::rapidjson INTERFACE ${rapidjson})

# Python is the distribution's, whose packages are used, whichever python3 comes first in PATH.
if(NOT Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python3_EXECUTABLE /usr/bin/python3)
endif()

if(TESSERA_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
endif()
