package dev.drawbridge.config;

/**
 * How one role remembers its sessions.
 *
 * @param tickets whether tickets are asked for; as a server whether they hold the session, otherwise sessions are remembered here
 * @param numTickets as a server: how many tickets a full handshake of TLS 1.3 gives out
 * @param timeoutSeconds for how long a session may be resumed
 * @param maxEarlyData as a server: how many bytes of early data a ticket is good for; 0 for none
 * @param antiReplay as a server: whether tickets are used once when they are good for early data
 */
public record SessionSettings(boolean tickets, int numTickets, int timeoutSeconds, long maxEarlyData, boolean antiReplay) {
}
