package dev.edgekeep.cli.keyserver;

import dev.edgekeep.control.yaml.Yaml;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.ProblemList;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.KeyServerRefusedException;
import dev.edgekeep.keyserver.config.ConfigSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code edgekeep keyserver init}. */
@Command(
    name = "init",
    description = {
      "Write the configuration of a key server from a few parameters, create the folder for the"
          + " private keys of hosts, and check both.",
      "Then run: edgekeep keyserver --config FILE"
    })
public final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      required = true,
      description = "The address of the key server, to listen on.")
  private String address = "";

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      required = true,
      description = "The certificate with its intermediates, PEM, of the key server.")
  private Path certificate = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The private key of --cert, PEM.")
  private Path key = Path.of("");

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description =
          "The CA certificates, PEM, that its clients are verified against: the edges. Without it,"
              + " --source is needed.")
  private @Nullable Path clientCa;

  @Option(
      names = "--source",
      paramLabel = "CIDR",
      description =
          "An address range that edges connect from, such as 10.0.0.0/24; repeatable. Without"
              + " --client-ca, everybody there may use the keys.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      defaultValue = "keys",
      description = "The folder for the private keys of hosts; default: ${DEFAULT-VALUE}.")
  private Path keys = Path.of("keys");

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "2406",
      description = "The port on 127.0.0.1 to reload keys at; default: ${DEFAULT-VALUE}.")
  private int adminPort;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "keyserver.yaml",
      description = "Write the configuration to this file; default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("keyserver.yaml");

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (clientCa == null && addresses.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "who may use the keys? Give the CA of the edges with --client-ca FILE, or their addresses"
              + " with --source CIDR");
    }
    if (Files.notExists(keys)) {
      Files.createDirectories(
          keys.toAbsolutePath(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    try {
      Files.writeString(
          out, Yaml.write(configuration()), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.configuration(out + " exists; use another name with --out");
    }
    check();
    spec.commandLine()
        .getOut()
        .printf(
            "%s written; put the private keys of hosts into %s, then run: edgekeep keyserver"
                + " --config %s%n",
            out, keys, out);
    return 0;
  }

  private ObjectNode configuration() {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", 1);
    root.putObject("listen").put("address", address);
    root.putObject("admin").put("address", "127.0.0.1:" + adminPort);
    ObjectNode identity = root.putObject("identity");
    identity.putObject("chain").put("file", absolute(certificate));
    identity.putObject("key").put("file", absolute(key));
    if (clientCa == null) {
      root.put("trust", "anyone");
    } else {
      root.putObject("trust").put("file", absolute(clientCa));
    }
    if (!addresses.isEmpty()) {
      addresses.forEach(root.putArray("addresses")::add);
    }
    root.putArray("keys").addObject().put("directory", absolute(keys));
    return root;
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  /** A configuration that cannot be served is not left behind. */
  private void check() throws CommandFailure, IOException {
    try {
      KeyServer.check(ConfigSource.file(out))
          .warnings()
          .forEach(warning -> spec.commandLine().getErr().println("edgekeep: warning: " + warning));
    } catch (KeyServerRefusedException e) {
      Files.delete(out);
      throw CommandFailure.configuration(
          "no configuration was written: " + ProblemList.inLines(e.problems()));
    }
  }
}
