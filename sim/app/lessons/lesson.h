// A lesson as it is written: what is run, what is asked, what is said.
#pragma once

#include <string>
#include <vector>

#include "sim/app/simulate/request_text.h"
#include "sim/core/diagnostics.h"

namespace tessera::lessons {

// A text with the place it stands at, for mistakes in its expressions.
struct Placed {
  std::string text;
  SourceLocation where;
};

struct LessonRun {
  std::string name;
  std::string about;
  RequestText ask;
};

struct Question {
  std::string asks;
  std::string unit;
  Placed answer;
  double near = 0;  // share of the answer
};

struct Lesson {
  std::string name;  // of its file
  std::string title;
  std::vector<Placed> text;
  std::vector<LessonRun> runs;
  Question question;
  std::vector<Placed> explanation;
  std::vector<Placed> claims;
  std::vector<std::string> try_next;
};

// Names of the lessons in their order.
std::vector<std::string> lesson_names();

// By its name, with or without its number: "roofline". Throws InputError(kUsage) for one that does
// not exist, InputError(kBadInput) with all mistakes of its text.
Lesson read_lesson(const std::string& name);
Lesson read_lesson_text(const std::string& text, const std::string& shown);

}  // namespace tessera::lessons
