package dev.drawbridge.it.bogo;

/**
 * What the flags of one test say of its connections.
 *
 * @param initial of the first
 * @param resume of each later one, which resumes a session of the one before
 * @param retry of a client's later one from when the server has refused its early data
 * @param resumeCount how many later ones there are
 */
record Plan(Settings initial, Settings resume, Settings retry, int resumeCount) {
    Settings of(int connection) {
        return connection == 0 ? initial : resume;
    }

    /** Whether one of the connections is for early data. */
    boolean earlyData() {
        return initial.enableEarlyData || resume.enableEarlyData;
    }
}
