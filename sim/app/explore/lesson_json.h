// Lessons over HTTP: GET /api/lessons lists them, GET /api/lesson?name=roofline asks, and POST
// /api/lesson {"name": "roofline", "prediction": 4} answers and says what the prediction was off
// by.
#pragma once

#include <functional>
#include <string>

#include "sim/app/explore/answer.h"

namespace tessera::explore {

std::string lessons_json();

// Throws InputError(kUsage) for what is no lesson and no number.
std::string lesson_json(const Asked& asked, const std::function<bool()>& interrupted);

}  // namespace tessera::explore
