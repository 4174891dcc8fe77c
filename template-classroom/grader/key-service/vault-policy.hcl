# vault policy write {{assignment}} vault-policy.hcl
path "secret/data/{{assignment}}" {
  capabilities = ["read"]
}
