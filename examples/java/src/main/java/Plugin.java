import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** The provider plugin, started by hand: without an engine's address it serves whoever attaches, until it is ended. */
final class Plugin implements AutoCloseable {
  private final Process process;
  private final int port;

  private Plugin(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it from the folder of the package; its first line of output is the port it listens on. */
  static Plugin start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(folder.resolve("pulumi-resource-oss-symlink").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()));
    String line = output.readLine();
    if (line == null) throw new IOException("the plugin in " + folder + " did not start");
    return new Plugin(process, Integer.parseInt(line));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
