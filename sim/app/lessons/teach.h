// A lesson that was run: its texts with the numbers in them, and how a prediction compares.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/lessons/lesson.h"

namespace tessera::lessons {

struct TaughtRun {
  std::string name;
  std::string about;
  RequestText ask;
  std::string command;  // that repeats it
  std::string verdict;
  double latency_us = 0;
};

struct Taught {
  std::string name, title;
  std::vector<std::string> text;
  std::vector<TaughtRun> runs;
  std::string asks, unit;
  double answer = 0;
  std::optional<double> predicted;
  std::string gap;     // what the prediction was off by, in words; empty without one
  bool near = false;   // within the share that the lesson allows
  double allowed = 0;  // that share
  std::vector<std::string> explanation;
  std::vector<std::string> failed_claims;  // what the text takes for granted and the runs deny
  std::vector<std::string> try_next;
};

// Throws as runs do, and InputError(kBadInput) for expressions without a value.
Taught teach(const Lesson& lesson, const std::function<bool()>& interrupted = {});

// What a prediction of its answer was off by.
void compare(Taught& taught, double predicted);

}  // namespace tessera::lessons
