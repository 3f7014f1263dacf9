using System.Runtime.InteropServices;

namespace OptiBid.Core.Solvers.OrTools;

/// <summary>
/// The HiGHS wrapper prints a line to the process's stdout on every solve, under the runtime's own writer. While solves run, file descriptor 1
/// points at stderr; the last one out puts it back. Console.Out has its own lock and is flushed on each write, so nothing of ours is lost.
/// </summary>
internal static partial class NativeOutput
{
    private static readonly Lock s_gate = new();
    private static int s_depth;
    private static int s_saved = -1;

    /// <summary>Runs a native call whose chatter must not reach stdout.</summary>
    public static void Quietly(Action call)
    {
        if (OperatingSystem.IsWindows())
        {
            call();
            return;
        }

        Enter();
        try
        {
            call();
        }
        finally
        {
            Leave();
        }
    }

    private static void Enter()
    {
        lock (s_gate)
        {
            if (s_depth++ == 0)
            {
                _ = Flush(IntPtr.Zero);
                s_saved = Dup(1);
                _ = Dup2(2, 1);
            }
        }
    }

    private static void Leave()
    {
        lock (s_gate)
        {
            if (--s_depth == 0 && s_saved >= 0)
            {
                _ = Flush(IntPtr.Zero);
                _ = Dup2(s_saved, 1);
                _ = Close(s_saved);
                s_saved = -1;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int Flush(IntPtr file);
}
