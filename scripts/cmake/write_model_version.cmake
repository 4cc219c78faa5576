# Writes OUTPUT, a source file with the digest of the files named in LIST and of their paths below
# ROOT.
file(STRINGS ${LIST} sources)
list(SORT sources)
set(all)
foreach(source ${sources})
  file(SHA1 ${source} digest)
  file(RELATIVE_PATH path ${ROOT} ${source})
  string(APPEND all "${path} ${digest}\n")
endforeach()
string(SHA1 digest "${all}")
string(SUBSTRING ${digest} 0 16 digest)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
namespace tessera {
const char* model_version();
const char* model_version() { return "@digest@"; }
}  // namespace tessera
]] @ONLY)
