package org.flatsweep.worker;

/** Two workers under one id could not be told apart. */
class WorkerIdInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkerIdInUseException(String workerId, String hostname) {
        super("FLATSWEEP_WORKER_ID is %s, which a worker on %s uses; allowed: an id that no other worker has, such as the "
                .formatted(workerId, hostname) + "one that is made up when it is not set");
    }
}
