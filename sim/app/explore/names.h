// What a request may name: chips and models of the library, and those that lie in the explorer's
// directory. A name never is a path; a path is only ever found by listing that directory.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tessera::explore {

class Names {
 public:
  // Looks at the files of `directory` now; it need not be there.
  explicit Names(const std::filesystem::path& directory);

  // Of texts of one's own, "own/NAME" and the file.
  const std::map<std::string, std::string>& own_chips() const { return own_chips_; }
  const std::map<std::string, std::string>& own_models() const { return own_models_; }

  // The name as the program takes it, or the path of one's own text. Throw InputError(kUsage) with
  // the names that there are.
  std::string chip(const std::string& name) const;
  std::string model(const std::string& name) const;  // or one operator: "gemm:1,2,3"

 private:
  std::vector<std::string> chips_, models_;
  std::map<std::string, std::string> own_chips_, own_models_;
};

// The value of a flag or the field of a chip that would else be taken for a file. Throws
// InputError(kUsage).
void require_no_path(const std::string& name, const std::string& value);

// A field of a chip text by its path, "core.matrix_unit.rate[fp8].efficiency".
bool is_field_path(const std::string& field);

}  // namespace tessera::explore
