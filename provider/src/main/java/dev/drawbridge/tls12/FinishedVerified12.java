package dev.drawbridge.tls12;

/** The proof that the peer's Finished was right; only {@link MasterSecret12#check} makes one. */
final class FinishedVerified12 {
    FinishedVerified12() {
    }
}
