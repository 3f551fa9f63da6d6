package dev.drawbridge.jsse;

/**
 * With whom a session is, and by what rules he was judged.
 *
 * @param host as the program calls it, or null
 * @param terms equal where the same judgement would be made
 */
public record SessionServer(String host, Object terms) {
    @Override
    public String toString() {
        return host == null ? "nobody" : host;
    }
}
