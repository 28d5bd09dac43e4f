import com.aliyun.oss.ClientException;
import com.aliyun.oss.OSSException;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The adapter's side of the protocol for Java: answers every line of stdin until it ends. */
public final class Adapter {
  interface Operation {
    Map<String, Object> run(Command command) throws Exception;
  }

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  public static void main(String[] arguments) throws Exception {
    Map<String, Operation> operations = Operations.all();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Command command = GSON.fromJson(line, Command.class);
      Map<String, Object> answer = answer(operations, command);
      answer.put("id", command.id);
      out.println(GSON.toJson(answer));
    }
    System.exit(0);
  }

  private static Map<String, Object> answer(Map<String, Operation> operations, Command command) {
    Map<String, Object> answer = new HashMap<>();
    Operation operation = operations.get(command.op);
    if (operation == null) {
      answer.put("error", Map.of("code", "AdapterLacksOperation", "message", "no operation " + command.op));
      return answer;
    }
    try {
      Map<String, Object> result = operation.run(command);
      answer.put("ok", result == null ? Map.of() : result);
    } catch (Exception error) {
      answer.put("error", describe(error));
    }
    return answer;
  }

  /** The SDK's exceptions do not tell the HTTP status. */
  private static Map<String, Object> describe(Exception error) {
    Map<String, Object> failure = new HashMap<>();
    failure.put("message", String.valueOf(error.getMessage()));
    if (error instanceof OSSException) {
      OSSException service = (OSSException) error;
      failure.put("code", service.getErrorCode());
      failure.put("message", service.getErrorMessage());
      failure.put("requestId", service.getRequestId());
      failure.put("ec", service.getEC());
    } else if (error instanceof ClientException) {
      failure.put("code", ((ClientException) error).getErrorCode());
      failure.put("message", ((ClientException) error).getErrorMessage());
    } else {
      failure.put("code", error.getClass().getSimpleName());
    }
    return failure;
  }

  private Adapter() {}
}
