package org.flatsweep.worker;

/** What a heartbeat brings back for the trial that is trained. A cancelled one is no longer the worker's to renew. */
enum Order {
    GO_ON,
    /** Save what was reached and give the trial back; it waits until someone resumes it. */
    PAUSE
}
