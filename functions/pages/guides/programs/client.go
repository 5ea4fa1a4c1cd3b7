// Go 1.21 or later, with its standard library only.
// Signs a call and sends it. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

type object = map[string]any

var (
	baseURL    = strings.TrimSuffix(os.Getenv("BASE_URL"), "/")
	apiKey     = strings.TrimSpace(string(must(os.ReadFile("api-key"))))
	privateKey = must(parse(must(os.ReadFile("private.pem"))))
	client     = http.Client{
		Timeout: time.Minute,
		// A signature is good for one URL.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func parse(file []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(file)
	if block == nil {
		return nil, fmt.Errorf("private.pem is not PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("private.pem is not an RSA key")
}

// call returns the answer, or an error that names the status and holds the problem document.
func call(method, uri string, body []byte, mediaType string) (object, error) {
	now, jti := time.Now().Unix(), make([]byte, 16)
	if _, err := rand.Read(jti); err != nil {
		return nil, err
	}
	bodyHash := sha256.Sum256(body)
	signed := map[string]string{} // add idempotency-key and if-match where you send them
	if len(body) > 0 {
		signed["content-type"] = mediaType
	}
	claims, err := json.Marshal(object{
		"iss":      "nuvera-api",
		"aud":      "nuvera-rest-api",
		"sub":      apiKey,
		"method":   method,
		"uri":      uri,
		"bodyHash": hex.EncodeToString(bodyHash[:]),
		"headers":  signed,
		"iat":      now,
		"exp":      now + 60,
		"jti":      hex.EncodeToString(jti),
	})
	if err != nil {
		return nil, err
	}
	base64url := base64.RawURLEncoding.EncodeToString
	input := base64url([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + base64url(claims)
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, privateKey, crypto.SHA256, digest[:])
	if err != nil {
		return nil, err
	}

	request, err := http.NewRequest(method, baseURL+uri, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("x-api-key", apiKey)
	request.Header.Set("authorization", "Bearer "+input+"."+base64url(signature))
	for name, value := range signed {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%d %s %s\n%s", response.StatusCode, method, uri, text)
	}
	answer := object{}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &answer); err != nil {
			return nil, err
		}
	}
	id, _ := answer["id"].(string)
	fmt.Println(strings.TrimSpace(fmt.Sprintln(response.StatusCode, method, uri, id)))
	return answer, nil
}
