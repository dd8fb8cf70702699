// Loaded into the bridge by whoever kills it: it does not outlive them. It would go on trying to reach stand-ins that are gone, on ports
// that others are given by then.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
// That alone is no reason to stay.
process.channel?.unref();
