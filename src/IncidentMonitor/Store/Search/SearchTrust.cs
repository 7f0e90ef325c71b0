using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IncidentMonitor.Commands;

namespace IncidentMonitor.Store.Search;

/// <summary>Which certificates the client trusts: the machine's, those of one authority, or one by its fingerprint.</summary>
internal static class SearchTrust
{
    /// <exception cref="UserError">The authority's file is no PEM certificate.</exception>
    public static void Apply(SslClientAuthenticationOptions options, SearchSettings settings)
    {
        if (settings.Fingerprint is { } fingerprint)
        {
            var wanted = Convert.FromHexString(fingerprint.Replace(":", "", StringComparison.Ordinal));
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => certificate is not null && IsPinned(certificate, chain, errors, wanted);
        }
        else if (settings.CaFile is { } file)
        {
            var authorities = Load(file);
            options.CertificateChainPolicy = Policy(authorities);
        }
    }

    private static X509Certificate2Collection Load(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("no certificate in it");
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{file}: cannot be read as a PEM certificate ({error.Message}). INCIDENTMONITOR_SEARCH_CA names the authority's certificate, for Elasticsearch usually http_ca.crt.", 2);
        }
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>The node's own certificate by its fingerprint is enough; one of an authority must also have signed the node's, and the name must fit.</summary>
    private static bool IsPinned(X509Certificate certificate, X509Chain? chain, SslPolicyErrors errors, byte[] wanted)
    {
        using var node = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        if (Fits(node))
        {
            return true;
        }

        var authority = chain?.ChainElements.Select(element => element.Certificate).Concat(chain.ChainPolicy.ExtraStore).FirstOrDefault(Fits);
        if (authority is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        using var pinned = new X509Chain { ChainPolicy = Policy([authority]) };
        pinned.ChainPolicy.ExtraStore.AddRange(chain!.ChainPolicy.ExtraStore);
        return pinned.Build(node);

        bool Fits(X509Certificate2 candidate) => CryptographicOperations.FixedTimeEquals(candidate.GetCertHash(HashAlgorithmName.SHA256), wanted);
    }
}
