// Go 1.21, standard library only. Run: set -a; . ./nuvera.env; go run first-call.go
package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func sign(apiKey string, key *rsa.PrivateKey, method, uri string, body []byte) (string, error) {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	hash, now := sha256.Sum256(body), time.Now().Unix()
	claims, err := json.Marshal(map[string]any{
		"iss": "nuvera-api", "aud": "nuvera-rest-api", "sub": apiKey, "method": method, "uri": uri,
		"bodyHash": hex.EncodeToString(hash[:]), "iat": now, "exp": now + 60, "jti": hex.EncodeToString(id),
	})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	input := encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode(claims)
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	return input + "." + encode(signature), err
}

func call(method, uri string) error {
	apiKey := os.Getenv("NUVERA_API_KEY")
	text, err := os.ReadFile(os.Getenv("NUVERA_PRIVATE_KEY_FILE"))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("the private key is not PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return err
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return errors.New("the private key is not RSA")
	}
	token, err := sign(apiKey, key, method, uri, nil)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, os.Getenv("NUVERA_URL")+uri, nil)
	if err != nil {
		return err
	}
	request.Header.Set("x-api-key", apiKey)
	request.Header.Set("authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(answer))
	if err == nil && response.StatusCode >= 300 {
		err = errors.New("refused")
	}
	return err
}

func main() {
	if err := call("GET", "/api/v1/signature/diagnose"); err != nil {
		log.Fatal(err)
	}
}
