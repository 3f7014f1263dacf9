using System.Runtime.CompilerServices;
using Bunit;

namespace OptiBid.Tests.Support;

/// <summary>How long component tests wait for what has to come: a busy machine is no fault of the component.</summary>
internal static class WaitDefaults
{
#pragma warning disable CA2255 // Every test of the assembly needs it, and no other place runs before all of them.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Set() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
}
