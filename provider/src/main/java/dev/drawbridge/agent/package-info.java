/**
 * Puts Drawbridge first among the providers of an unchanged program ({@code java -javaagent:drawbridge-all.jar}).
 * It may import the provider itself, the properties, and the JDK; nothing imports it.
 * Start reading at {@link dev.drawbridge.agent.Agent}.
 */
package dev.drawbridge.agent;
