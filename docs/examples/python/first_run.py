"""Run a model on a chip, and ask what it waits for and what would help.

PYTHONPATH=build/release/python python3 docs/examples/python/first_run.py
"""
import tessera

CHIP, MODEL = tessera.Chip("npu-4x128"), tessera.Model("resnet-50")

result = tessera.run(CHIP, MODEL, batch=8)
print(f"{MODEL.name} on {CHIP.name}: {result['latency_us']:.1f} us")
print(result["verdict"])

print("where the time goes")
for stall in sorted(result["stalls"], key=lambda one: -one["us"])[:3]:
    print(f"  {stall['cause']:<20} {stall['share']:6.1%}")

print("with twice the memory bandwidth")
faster = tessera.run(CHIP.set("memory.bandwidth_scale", 2), MODEL, batch=8, elasticities=False)
print(f"  {faster['latency_us']:.1f} us, {result['latency_us'] / faster['latency_us']:.2f} times as fast")
