/**
 * The command line: {@code java -jar drawbridge-all.jar}.
 * It may import every package below it, picocli, and Bouncy Castle's certificate builders; nothing imports it.
 * Start reading at {@link dev.drawbridge.tool.Main}.
 */
package dev.drawbridge.tool;
