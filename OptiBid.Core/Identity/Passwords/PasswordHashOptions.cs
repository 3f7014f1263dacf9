namespace OptiBid.Core.Identity.Passwords;

/// <summary>Cost of a password hash and guard against guessing. Section <c>Identity:Passwords</c>.</summary>
public sealed class PasswordHashOptions
{
    /// <summary>Memory of one hash in KiB, at least 19456 (19 MiB, the OWASP minimum, and the default).</summary>
    public int MemoryKib { get; set; } = 19 * 1024;

    /// <summary>Passes over the memory, 2 by default.</summary>
    public int Passes { get; set; } = 2;

    /// <summary>Lanes, 1 by default.</summary>
    public int Lanes { get; set; } = 1;

    /// <summary>Wrong passwords for one account after which its password is refused for a while. Default 5.</summary>
    public int FailuresBeforeLockout { get; set; } = 5;

    /// <summary>Wrong passwords from one address, whatever the account, after which passwords from there are refused for a while. Default 25.</summary>
    public int FailuresPerAddress { get; set; } = 25;

    /// <summary>How long it is refused. Default 15 minutes.</summary>
    public TimeSpan LockoutTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary><c>Off</c> (default) or <c>Hibp</c>: new passwords are looked up in Have I Been Pwned by the first five digits of their SHA-1.</summary>
    public string BreachedList { get; set; } = "Off";

    /// <summary>Where the range API is.</summary>
    public string BreachedListUrl { get; set; } = "https://api.pwnedpasswords.com";
}
