package dev.drawbridge.record;

/** For tests that have no record layer, and so nothing that could prove a boundary. */
public final class Boundaries {
    private Boundaries() {
    }

    public static RecordBoundary taken() {
        return RecordBoundary.PROVEN;
    }
}
