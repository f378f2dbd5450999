package dev.edgekeep.cli;

import dev.edgekeep.cli.api.ContextCommand;
import dev.edgekeep.cli.apply.ApplyCommand;
import dev.edgekeep.cli.control.ControlCommand;
import dev.edgekeep.cli.demo.TrainCommand;
import dev.edgekeep.cli.demo.TrainingCommands;
import dev.edgekeep.cli.demo.UpCommand;
import dev.edgekeep.cli.edge.EdgeCommand;
import dev.edgekeep.cli.imports.ImportCommand;
import dev.edgekeep.cli.inspect.InspectCommand;
import dev.edgekeep.cli.keyserver.EdgeCheckCommand;
import dev.edgekeep.cli.keyserver.InitCommand;
import dev.edgekeep.cli.manage.AccountCommand;
import dev.edgekeep.cli.manage.AuditCommand;
import dev.edgekeep.cli.manage.CaCommand;
import dev.edgekeep.cli.manage.CertCommand;
import dev.edgekeep.cli.manage.ClientCertCommand;
import dev.edgekeep.cli.manage.ConsoleLinkCommand;
import dev.edgekeep.cli.manage.DeploymentsCommand;
import dev.edgekeep.cli.manage.EventsCommand;
import dev.edgekeep.cli.manage.FleetCommand;
import dev.edgekeep.cli.manage.GetCommand;
import dev.edgekeep.cli.manage.HostCommand;
import dev.edgekeep.cli.manage.KeyServersCommand;
import dev.edgekeep.cli.manage.NodeCommand;
import dev.edgekeep.cli.manage.NodesCommand;
import dev.edgekeep.cli.manage.OriginCommand;
import dev.edgekeep.cli.manage.RuleCommand;
import dev.edgekeep.cli.manage.SiteCommand;
import dev.edgekeep.cli.manage.TokenCommand;
import dev.edgekeep.cli.manage.UserCommand;
import dev.edgekeep.cli.manage.WhyCommand;
import dev.edgekeep.cli.rules.RulesCommand;
import dev.edgekeep.cli.verify.VerifyCommand;
import dev.edgekeep.daemon.command.Failures;
import dev.edgekeep.daemon.command.PrintableWriter;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.keyserver.command.KeyServerCommand;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code edgekeep} command: exit status 0 fine, 1 the answer is no, 2 wrong usage, 3 failed.
 */
@Command(
    name = "edgekeep",
    description = "A self-hosted edge for mutual TLS, client certificates and keyless HTTPS.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class)
public final class Main implements Runnable {
  /** In the order of the help. */
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  /** Old names of commands, which go on working and are not in the help. */
  private static final Map<String, String> OLD_NAMES = Map.of("key-servers", "key-server");

  @Spec private CommandSpec spec;

  private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // what is said is English, and so are its numbers
    useSeveralCarriers();
    CommandLine command =
        commandLine(args)
            .setOut(PrintableWriter.to(System.out))
            .setErr(PrintableWriter.to(System.err))
            // Colours are control characters, too.
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    System.exit(command.execute(args));
  }

  /**
   * On a machine with two processors two virtual threads that compute for long would keep all
   * others waiting. With more carriers than processors the kernel lets them take turns.
   */
  private static void useSeveralCarriers() {
    int carriers = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
    if (System.getProperty(CARRIERS) == null) {
      System.setProperty(CARRIERS, Integer.toString(carriers));
    }
  }

  /**
   * The command, to be executed with {@code args}. Of the subcommands only the one that is asked
   * for is there, when that is plain to see: reading the annotations of all takes a quarter of the
   * time that an edge needs to start.
   */
  static CommandLine commandLine(String... args) {
    CommandLine root = new CommandLine(new Main());
    String name = args.length == 0 ? "" : args[0];
    Supplier<Object> asked = COMMANDS.get(name);
    if (OLD_NAMES.containsKey(name)) {
      addOldName(root, name);
    } else if (asked == null || name.equals("completion")) {
      COMMANDS.forEach((each, command) -> root.addSubcommand(each, command.get()));
    } else {
      root.addSubcommand(name, asked.get());
    }
    return root.setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed);
  }

  private static void addOldName(CommandLine root, String name) {
    String current = Objects.requireNonNull(OLD_NAMES.get(name));
    root.addSubcommand(current, Objects.requireNonNull(COMMANDS.get(current)).get(), name);
  }

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("up", UpCommand::new);
    commands.put("edge", EdgeCommand::new);
    commands.put("control", ControlCommand::new);
    commands.put("keyserver", Main::keyServer);
    commands.put("verify", VerifyCommand::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("rules", RulesCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("apply", ApplyCommand::new);
    commands.put("site", SiteCommand::new);
    commands.put("origin", OriginCommand::new);
    commands.put("cert", CertCommand::new);
    commands.put("host", HostCommand::new);
    commands.put("ca", CaCommand::new);
    commands.put("client-cert", ClientCertCommand::new);
    commands.put("key-server", KeyServersCommand::new);
    commands.put("rule", RuleCommand::new);
    commands.put("events", EventsCommand::new);
    commands.put("why", WhyCommand::new);
    commands.put("deployments", DeploymentsCommand::new);
    commands.put("node", NodeCommand::new);
    commands.put("nodes", NodesCommand::new);
    commands.put("fleet", FleetCommand::new);
    commands.put("audit", AuditCommand::new);
    commands.put("token", TokenCommand::new);
    commands.put("console-link", ConsoleLinkCommand::new);
    commands.put("user", UserCommand::new);
    commands.put("account", AccountCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("context", ContextCommand::new);
    commands.put("version", VersionCommand::new);
    commands.put("completion", CompletionCommand::new);
    commands.put("train", TrainCommand::new);
    commands.put("train-commands", () -> new TrainingCommands(Main::commandLine));
    return commands;
  }

  private static CommandLine keyServer() {
    return new CommandLine(new KeyServerCommand())
        .addSubcommand(new EdgeCheckCommand())
        .addSubcommand(new InitCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
