// What `tessera network --json` prints; the keys are listed in docs/user_guide.md.
#include "sim/app/network/report.h"
#include "sim/app/network/request.h"
#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

void add_network(const NetworkJob& job, JsonWriter& json) {
  json.add("network", job.name);
  json.add("topology", job.topology.name);
  json.add("nodes", job.topology.node_count());
  json.add("routers", job.topology.router_count());
  json.add("pattern", word_of(job.pattern));
  json.add("packet_flits", job.packet_flits);
  json.add("detail", word_of(job.detail));
  if (job.clock.count() > 0) {
    json.add("clock_mhz", static_cast<double>(job.clock.count()) * 1e-6);
    json.add("flit_bytes", job.flit.count());
  }
  json.begin_object("router");
  json.add("virtual_channels", job.router.channels);
  json.add("buffer_flits", job.router.buffer);
  json.add("hop_clocks", job.router.hop);
  json.add("credit_clocks", job.router.credit);
  json.end_object();
}

void add_link(const NetworkReport& r, JsonWriter& json) {
  json.begin_object("busiest_link");
  json.add("name", link_name(r.job.topology, r.busiest.router, r.busiest.output));
  json.add("flits_per_flit_sent", r.busiest.load);
  json.end_object();
}

void add_point(const NetworkReport& r, const NetworkPoint& point, JsonWriter& json) {
  json.begin_object();
  json.add("rate_flits_per_node_clock", point.rate);
  json.add("load", point.rate / r.limit);
  json.add("steady", point.steady);
  json.add("closed_form", point.closed_form);
  if (point.steady) {
    json.add("packet_latency_clocks", point.packet_latency);
    if (!point.closed_form) json.add("network_latency_clocks", point.network_latency);
    if (r.job.clock.count() > 0)
      json.add("packet_latency_ns",
               point.packet_latency * 1e9 / static_cast<double>(r.job.clock.count()));
  }
  json.add("accepted_flits_per_node_clock", point.accepted);
  json.add("least_accepted_flits_per_node_clock", point.least_accepted);
  json.add("most_accepted_flits_per_node_clock", point.most_accepted);
  json.add("busiest_link_flits_per_clock", point.busiest_link);
  json.end_object();
}

}  // namespace

std::string network_json_report(const NetworkReport& r) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  add_network(r.job, json);
  json.add("zero_load_latency_clocks", r.idle_latency);
  json.add("mean_routers", r.mean_routers);
  json.add("limit_flits_per_node_clock", r.limit);
  json.begin_object("overload");
  json.add("accepted_flits_per_node_clock", r.overload.accepted);
  json.add("least_accepted_flits_per_node_clock", r.overload.least_accepted);
  json.add("most_accepted_flits_per_node_clock", r.overload.most_accepted);
  json.end_object();
  add_link(r, json);
  json.begin_array("points");
  for (const NetworkPoint& point : r.points) add_point(r, point, json);
  json.end_array();
  json.begin_array("notes");
  for (const std::string& note : r.job.notes) json.element(note);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera
