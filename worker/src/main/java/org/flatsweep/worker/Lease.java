package org.flatsweep.worker;

/** This worker's hold on a trial while it trains it. */
final class Lease {

    private final Fence fence;
    private volatile boolean lost;
    private volatile Order order = Order.GO_ON;

    Lease(Fence fence) {
        this.fence = fence;
    }

    Fence fence() {
        return fence;
    }

    /** Whether the database has said that the trial ended or was given away; it never comes back. */
    boolean lost() {
        return lost;
    }

    void lose() {
        lost = true;
    }

    /** What the last heartbeat brought back. */
    Order order() {
        return order;
    }

    void obey(Order order) {
        this.order = order;
    }
}
