namespace OptiBid.Tests.Support;

/// <summary>Small helps that several tests share.</summary>
internal static class Waiting
{
    /// <summary>Waits for a handle without blocking a thread of the pool for long.</summary>
    public static async Task WaitAsync(this WaitHandle handle, CancellationToken cancellationToken)
    {
        while (!handle.WaitOne(0))
        {
            await Task.Delay(5, cancellationToken);
        }
    }
}
