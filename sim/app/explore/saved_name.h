// Where what a page asks to keep is written: one new name in the explorer's directory.
#pragma once

#include <rapidjson/document.h>

#include <filesystem>
#include <string>

namespace tessera::explore {

// Takes the member "name" out of the request. Throws InputError(kUsage): letters, digits and "._-"
// only, and no '.' in front.
std::string saved_name(rapidjson::Value& object);

// `directory`/`name`. Throws InputError(kUsage) where something is there: nothing is overwritten.
std::filesystem::path free_place(const std::filesystem::path& directory, const std::string& name);

}  // namespace tessera::explore
