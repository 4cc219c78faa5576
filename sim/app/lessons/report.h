// A lesson for readers: in a terminal, as a page of the documents, as JSON for the explorer.
#pragma once

#include <string>
#include <vector>

#include "sim/app/lessons/lesson.h"
#include "sim/app/lessons/teach.h"

namespace tessera::lessons {

// What is there before anyone predicts: title, text, runs, question.
std::string question_text(const Taught& taught);
// Behind it: the answer, the gap to the prediction, and what explains it.
std::string answer_text(const Taught& taught);

// The page of docs/lessons.
std::string markdown(const Taught& taught);

// One document each. Of the list: names, titles and numbers of lessons.
std::string question_json(const Taught& taught);  // as question_text
std::string taught_json(const Taught& taught);
std::string list_json(const std::vector<Lesson>& lessons);

}  // namespace tessera::lessons
