using System.Security.Cryptography;

namespace OptiBid.Core.Identity.Users;

/// <summary>The stamps of a user that is changed outside ASP.NET Core Identity's own store.</summary>
internal static class UserStamps
{
    /// <summary>Marks any change: a writer that read the row before is refused.</summary>
    public static void Changed(this User user) => user.ConcurrencyStamp = Guid.CreateVersion7().ToString();

    /// <summary>Marks a change of password or factors: sessions, trusted devices and links made before end.</summary>
    public static void CredentialsChanged(this User user)
    {
        user.SecurityStamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        user.Changed();
    }
}
