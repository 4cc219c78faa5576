#include "sim/app/explore/admission.h"

#include <gtest/gtest.h>

namespace tessera::explore {
namespace {

RequestHead good_get() { return {"GET", "/api/about", "127.0.0.1:8642", "", "", "", 1}; }

RequestHead good_post() {
  return {"POST",
          "/api/run",
          "localhost:8642",
          "http://localhost:8642",
          "same-origin",
          "application/json; charset=utf-8",
          1};
}

int status_of(const RequestHead& head) {
  const auto answer = refused(head, 8642);
  return answer ? answer->status : 200;
}

TEST(Admission, OurPageAndACommandLineAreLetIn) {
  EXPECT_EQ(status_of(good_get()), 200);
  EXPECT_EQ(status_of(good_post()), 200);
}

TEST(Admission, ANameThatSomebodyPointsAtThisMachineIsRefused) {
  for (const char* host : {"", "evil.example", "evil.example:8642", "127.0.0.1", "127.0.0.1:80",
                           "127.0.0.1:8642.evil.example", "127.0.0.1:8642@evil.example"}) {
    RequestHead head = good_get();
    head.host = host;
    EXPECT_EQ(status_of(head), 403) << host;
  }
  RequestHead twice = good_get();
  twice.hosts = 2;
  EXPECT_EQ(status_of(twice), 403);
}

TEST(Admission, OtherOriginsAreRefused) {
  for (const char* origin : {"null", "http://evil.example", "https://127.0.0.1:8642",
                             "http://127.0.0.1:8643", "http://127.0.0.1:8642.evil.example"}) {
    RequestHead head = good_post();
    head.origin = origin;
    EXPECT_EQ(status_of(head), 403) << origin;
  }
  RequestHead head = good_get();
  head.site = "cross-site";
  EXPECT_EQ(status_of(head), 403);
}

TEST(Admission, AFormOfAnotherPageCannotPost) {
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded",
                           "multipart/form-data", "text/plain; application/json"}) {
    RequestHead head = good_post();
    head.content_type = type;
    EXPECT_EQ(status_of(head), 415) << type;
  }
}

TEST(Admission, OnlyGetAndPostWithAPlainAddress) {
  RequestHead head = good_get();
  head.method = "DELETE";
  EXPECT_EQ(status_of(head), 405);
  head = good_get();
  head.target = "http://127.0.0.1:8642/";
  EXPECT_EQ(status_of(head), 400);
  head.target = "/" + std::string(kMostTargetBytes, 'a');
  EXPECT_EQ(status_of(head), 414);
}

}  // namespace
}  // namespace tessera::explore
