// One instruction of assembly text, without repeats.
#pragma once

#include "isa/assembly/cursor.h"
#include "isa/program.h"

namespace tessera {

// At the first word of the instruction; ends behind it. Throws Cursor::Wrong.
Instruction parse_instruction(Cursor& cursor, const Program& program, const Kernel& kernel);

// "64 KiB", "100 bytes"
Bytes parse_bytes(Cursor& cursor);

// A name or a position (@2) among `all`.
template <class Named>
int parse_reference(Cursor& cursor, const std::vector<Named>& all, const std::string& what) {
  const Lexeme at = cursor.here();
  if (cursor.take_sign("@")) {
    const int index = cursor.expect_number<int>("a position", 0);
    if (index < static_cast<int>(all.size())) return index;
    cursor.mistake(at, "there are only " + std::to_string(all.size()) + " of this kind: " + what);
    throw Cursor::Wrong{};
  }
  const std::string name = cursor.expect_name(what);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return static_cast<int>(i);
  }
  std::string known;
  for (const Named& one : all) known += (known.empty() ? "" : ", ") + one.name;
  cursor.mistake(at, "no such thing as '" + name + "', expected " + what + ": " +
                         (known.empty() ? "none is declared" : known));
  throw Cursor::Wrong{};
}

}  // namespace tessera
