package org.flatsweep.api.queue;

/**
 * The queue as it is now.
 *
 * @param pending trials that wait for a worker, or for the end of a back-off
 * @param paused trials that wait for someone to resume them or their sweep
 * @param workersBusy of those alive, the ones that hold a trial
 */
record QueueView(long pending, long paused, long running, int workersAlive, int workersBusy) {}
