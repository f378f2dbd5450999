package dev.edgekeep.daemon.admin;

import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;

/**
 * Limits of the HTTP servers of the JDK. It reads them from properties, once, before the first
 * server of the process is made, and would wait for ever without them.
 */
public final class JdkServers {
  private static final int MOST_CONNECTIONS = 1_024;

  private JdkServers() {}

  /** To be called before every server that is made. */
  public static void limit() {
    setDefault("sun.net.httpserver.maxReqTime", 30); // seconds
    setDefault("sun.net.httpserver.maxRspTime", 60); // a reload and its answer
    setDefault("sun.net.httpserver.idleInterval", 10);
    setDefault(
        "jdk.httpserver.maxConnections",
        OpenFiles.ofThisProcess().limit(Use.JDK_SERVER, MOST_CONNECTIONS));
  }

  private static void setDefault(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
