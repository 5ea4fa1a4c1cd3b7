const key = Object.keys(sessionStorage).find((name) => name.startsWith('oidc.user'));
const user = JSON.parse(sessionStorage[key]);
user.expires_at = 1;
if (arguments[0]) user.refresh_token = 'ended';
sessionStorage[key] = JSON.stringify(user);
return user.refresh_token;
