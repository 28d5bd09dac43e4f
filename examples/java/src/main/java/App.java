import com.pulumi.Context;
import com.pulumi.automation.ConfigValue;
import com.pulumi.automation.LocalWorkspace;
import com.pulumi.automation.LocalWorkspaceOptions;
import com.pulumi.automation.WorkspaceStack;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Deploys, previews or destroys the links, as the arguments say: an inline program on Pulumi's automation API. */
public final class App {
  /** The folder of the package: here the clone, elsewhere node_modules/pulumi-oss-symlink, say. */
  private static final Path PACKAGE = Path.of("../..");

  public static void main(String[] commands) throws Exception {
    try (Plugin plugin = Plugin.start(PACKAGE)) {
      run(commands, plugin);
    }
  }

  private static void run(String[] commands, Plugin plugin) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PULUMI_DEBUG_PROVIDERS", "oss-symlink:" + plugin.port());
    LocalWorkspaceOptions options =
        LocalWorkspaceOptions.builder().environmentVariables(environment).build();
    try (WorkspaceStack stack =
        LocalWorkspace.createOrSelectStack("release-links-java", "dev", App::declare, options)) {
      stack.setConfig("bucket", new ConfigValue("downloads"));
      stack.setConfig("release", new ConfigValue("1.4.2"));
      for (String command : commands) System.out.println(run(command, stack));
    }
  }

  private static String run(String command, WorkspaceStack stack) throws Exception {
    return switch (command) {
      case "up" -> stack.up().standardOutput();
      case "preview" -> stack.preview().standardOutput();
      case "destroy" -> stack.destroy().standardOutput();
      default -> throw new IllegalArgumentException("up, preview or destroy, not " + command);
    };
  }

  private static void declare(Context context) {
    String bucket = context.config().require("bucket");
    String release = context.config().require("release");
    for (String file : new String[] {"app.tgz", "notes.txt"}) {
      Symlink link =
          new Symlink(
              file,
              Symlink.Args.of(bucket, "latest/" + file, "releases/" + release + "/" + file)
                  .withMetadata(Map.of("release", release)));
      context.export(file, link.url());
    }
  }
}
